//! How many colours the terminal has, and the nearest of them.
//!
//! Themes are written in 24 bits. A terminal with 256 colours gets the nearest of the cube and the
//! greys, one with 16 the nearest by hue. A colour that *is* one of the 256 is sent by its number even
//! where 24 bits are understood, because that is eight bytes shorter each time.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or the user wants none: only bold, underlined and reversed.
    Mono,
    /// The 16 of old.
    Sixteen,
    /// 16, a cube of 6 × 6 × 6, and 24 greys.
    Indexed,
    /// 24 bits.
    True,
}

/// Levels of a side of the cube, as xterm has them.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Number of the first colour of the cube.
const CUBE: u8 = 16;

/// Number of the first grey; 24 follow, from 8 in steps of 10.
const GREYS: u8 = 232;

/// The 16 with the values of xterm, in the order of their numbers.
const SIXTEEN: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

impl Depth {
    /// The nearest colour that a terminal of this depth has.
    #[must_use]
    pub fn nearest(self, colour: Color) -> Color {
        match (self, colour) {
            (_, Color::Reset) | (Self::Mono, _) => Color::Reset,
            (Self::True, Color::Rgb(red, green, blue)) => exact([red, green, blue]).unwrap_or(colour),
            (Self::Indexed, Color::Rgb(red, green, blue)) => indexed([red, green, blue]),
            (Self::Sixteen, Color::Rgb(red, green, blue)) => sixteen([red, green, blue]),
            (Self::Sixteen, Color::Indexed(number)) => match SIXTEEN.get(usize::from(number)) {
                Some((named, _)) => *named,
                None => sixteen(of_index(number)),
            },
            _ => colour,
        }
    }

    /// The nearest style. Without colours, whatever had a background of its own is reversed: it was
    /// meant to stand out.
    #[must_use]
    pub fn style(self, style: Style) -> Style {
        let mut near = style;
        near.fg = style.fg.map(|colour| self.nearest(colour));
        near.bg = style.bg.map(|colour| self.nearest(colour));
        if self == Self::Mono && style.bg.is_some_and(|colour| colour != Color::Reset) {
            near = near.add_modifier(Modifier::REVERSED);
        }
        near
    }
}

/// Red, green and blue of `colour`; nothing for the terminal's own.
#[must_use]
pub fn rgb(colour: Color) -> Option<[u8; 3]> {
    match colour {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(number) => Some(of_index(number)),
        named => SIXTEEN.iter().find(|(known, _)| *known == named).map(|(_, rgb)| *rgb),
    }
}

fn of_index(number: u8) -> [u8; 3] {
    if let Some((_, rgb)) = SIXTEEN.get(usize::from(number)) {
        return *rgb;
    }
    if number >= GREYS {
        return [8 + 10 * (number - GREYS); 3];
    }
    let cube = number - CUBE;
    let level = |side: u8| LEVELS.get(usize::from(side % 6)).copied().unwrap_or_default();
    [level(cube / 36), level(cube / 6), level(cube)]
}

/// The number of the colour if it is one of the cube or the greys.
fn exact(rgb: [u8; 3]) -> Option<Color> {
    let near = indexed(rgb);
    matches!(near, Color::Indexed(number) if of_index(number) == rgb).then_some(near)
}

fn indexed(rgb: [u8; 3]) -> Color {
    let [red, green, blue] = rgb.map(nearest_level);
    let cube = CUBE + 36 * red + 6 * green + blue;
    let mean = rgb.iter().map(|side| u32::from(*side)).sum::<u32>() / 3;
    let step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let grey = GREYS + step;
    // The cube wins a tie: its grey is a shade that more terminals agree on.
    Color::Indexed(if distance(of_index(grey), rgb) < distance(of_index(cube), rgb) { grey } else { cube })
}

fn nearest_level(side: u8) -> u8 {
    let distance = |level: &u8| level.abs_diff(side);
    let nearest = LEVELS.iter().enumerate().min_by_key(|(_, level)| distance(level));
    nearest.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or_default()
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let squared = |(one, other): (u8, u8)| u32::from(one.abs_diff(other)).pow(2);
    one.into_iter().zip(other).map(squared).sum()
}

/// By hue where there is one: a muted red has to stay red, though grey may be nearer.
fn sixteen(rgb: [u8; 3]) -> Color {
    let [red, green, blue] = rgb.map(i32::from);
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    let colourful = (high - low) * 4 > high;
    if !colourful || high < 48 {
        return match i32::midpoint(high, low) {
            ..48 => Color::Black,
            48..152 => Color::DarkGray,
            152..224 => Color::Gray,
            _ => Color::White,
        };
    }
    // A side takes part when it is well above the middle of the lowest and the highest: sky is blue.
    let takes_part = low + (high - low) * 5 / 8;
    let bit = |side: i32, bit: usize| if side > takes_part { bit } else { 0 };
    let hue = bit(red, 1) | bit(green, 2) | bit(blue, 4);
    let bright = if high > 170 { 8 } else { 0 };
    SIXTEEN.get(hue | bright).map_or(Color::Gray, |(named, _)| *named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_of_each_depth() {
        #[track_caller]
        fn check(rgb: [u8; 3], of_true: Color, of_256: Color, of_16: Color) {
            let [red, green, blue] = rgb;
            let colour = Color::Rgb(red, green, blue);
            assert_eq!(Depth::True.nearest(colour), of_true);
            assert_eq!(Depth::Indexed.nearest(colour), of_256);
            assert_eq!(Depth::Sixteen.nearest(colour), of_16);
            assert_eq!(Depth::Mono.nearest(colour), Color::Reset);
        }
        let same = |rgb: [u8; 3]| Color::Rgb(rgb[0], rgb[1], rgb[2]);
        check([0, 0, 0], Color::Indexed(16), Color::Indexed(16), Color::Black);
        check([255, 255, 255], Color::Indexed(231), Color::Indexed(231), Color::White);
        check([135, 215, 135], Color::Indexed(114), Color::Indexed(114), Color::LightGreen);
        check([255, 95, 95], Color::Indexed(203), Color::Indexed(203), Color::LightRed);
        check([138, 138, 138], Color::Indexed(245), Color::Indexed(245), Color::DarkGray);
        check([120, 132, 144], same([120, 132, 144]), Color::Indexed(102), Color::DarkGray);
        check([200, 40, 40], same([200, 40, 40]), Color::Indexed(160), Color::LightRed);
        check([120, 30, 30], same([120, 30, 30]), Color::Indexed(88), Color::Red);
        check([108, 182, 255], same([108, 182, 255]), Color::Indexed(75), Color::LightBlue);
        check([232, 184, 74], same([232, 184, 74]), Color::Indexed(179), Color::LightYellow);
    }

    #[test]
    fn every_numbered_colour_is_its_own_nearest() {
        for number in CUBE..=255 {
            let [red, green, blue] = of_index(number);
            let near = Depth::Indexed.nearest(Color::Rgb(red, green, blue));
            assert_eq!(rgb(near), Some([red, green, blue]), "number {number} became {near:?}");
        }
    }

    #[test]
    fn without_colours_what_stood_out_still_does() {
        let alarm = Style::new().fg(Color::White).bg(Color::Red);
        let mono = Depth::Mono.style(alarm);
        assert!(mono.add_modifier.contains(Modifier::REVERSED));
        assert_eq!((mono.fg, mono.bg), (Some(Color::Reset), Some(Color::Reset)));
        assert_eq!(Depth::Mono.style(Style::new().fg(Color::Red)).add_modifier, Modifier::empty());
    }
}
