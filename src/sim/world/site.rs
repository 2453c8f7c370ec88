//! The site of the soak within the world: pages arrive, the machine is measured.

use super::{World, WorldError};
use crate::event::{Input, Resources};
use crate::sim::Witness;
use crate::sim::site::{Moment, Site, disk_free_kib};

/// Bytes in a KiB.
const KIB: usize = 1_024;

impl<W: Witness> World<W> {
    /// Puts a machine and a pager around the soak: from now on both are inputs.
    pub fn equip(&mut self) {
        self.site = Some(Box::new(Site::around(&self.engine, self.now)));
        self.look_ahead();
    }

    /// Lets happen at the site what is to happen now.
    pub(super) fn site_moment(&mut self) -> Result<(), WorldError> {
        let Some(site) = &mut self.site else { return Ok(()) };
        match site.take_due(self.now) {
            Moment::Delivered(delivery) => self.take_in(Input::Delivery(Box::new(delivery))),
            Moment::Measure => {
                let figures = self.measure()?;
                self.take_in(Input::Resources(Box::new(figures)))
            }
            Moment::Nothing => Ok(()),
        }
    }

    /// What the simulated process uses: as memory all that the engine knows, which is what could leak in this
    /// world; as disk what the journal took; and how its clock stands to the venue's.
    fn measure(&self) -> Result<Resources, WorldError> {
        let memory = self.engine.to_bytes()?.len().div_ceil(KIB);
        Ok(Resources {
            memory_kib: u64::try_from(memory).unwrap_or(u64::MAX),
            disk_free_kib: disk_free_kib(self.disk.bytes_total()),
            clock_offset: Some(self.clock().since(self.wall())),
        })
    }

    /// Lets all pages arrive that are on their way, and measures no more: the run ends.
    pub(super) fn leave_site(&mut self) -> Result<(), WorldError> {
        let Some(mut site) = self.site.take() else { return Ok(()) };
        while let Some(delivery) = site.pager.take_next() {
            self.take_in(Input::Delivery(Box::new(delivery)))?;
        }
        self.look_ahead();
        Ok(())
    }
}
