//! Where things stand on the screen: header, panels, footer, overlays, by size.
