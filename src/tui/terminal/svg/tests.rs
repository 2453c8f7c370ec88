//! A picture says what the screen said.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::svg;

fn picture(text: &str, style: Style) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
    buffer.set_string(0, 0, text, style);
    svg(&buffer, Style::new(), "a <screen>")
}

#[test]
fn text_is_escaped_and_stretched_to_its_columns() {
    #[track_caller]
    fn check(text: &str, style: Style, expect: &[&str]) {
        let picture = picture(text, style);
        let lines: Vec<&str> = picture.lines().skip(3).filter(|line| *line != "</svg>").collect();
        assert_eq!(lines, expect);
    }
    let plain = Style::new();
    check(
        "a<b & c",
        plain,
        &["<text x=\"10\" y=\"23.2\" textLength=\"58.8\" fill=\"#d0d0d0\">a&lt;b &amp; c</text>"],
    );
    check(
        "ab   cd",
        plain,
        &[
            "<text x=\"10\" y=\"23.2\" textLength=\"16.8\" fill=\"#d0d0d0\">ab</text>",
            "<text x=\"52\" y=\"23.2\" textLength=\"16.8\" fill=\"#d0d0d0\">cd</text>",
        ],
    );
    check("漢字", plain, &["<text x=\"10\" y=\"23.2\" textLength=\"33.6\" fill=\"#d0d0d0\">漢字</text>"]);
    let loud = Style::new().fg(Color::White).bg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD);
    check(
        "NO",
        loud,
        &[
            "<rect x=\"10\" y=\"10\" width=\"16.8\" height=\"18\" fill=\"#010203\"/>",
            "<text x=\"10\" y=\"23.2\" textLength=\"16.8\" fill=\"#ffffff\" class=\"b\">NO</text>",
        ],
    );
    check("█", plain, &["<path style=\"fill:#d0d0d0\" d=\"M10 10h8.4v18h-8.4z\"/>"]);
    check(
        "─╮",
        plain,
        &["<path stroke=\"#d0d0d0\" d=\"M14.2 19L18.4 19M14.2 19L10 19M22.6 28Q22.6 19 18.4 19\"/>"],
    );
    check(
        "⠁",
        plain,
        &["<path stroke=\"#d0d0d0\" style=\"stroke-width:2\" stroke-linecap=\"round\" d=\"M12.1 12.2h0\"/>"],
    );
}

#[test]
fn the_picture_is_whole_and_tells_what_it_is() {
    let picture = picture("x", Style::new());
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120.8 38\""));
    assert!(picture.contains("aria-label=\"a &lt;screen&gt;\""));
    assert!(picture.ends_with("</svg>\n"));
}
