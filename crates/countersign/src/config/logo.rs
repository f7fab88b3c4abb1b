//! The picture that stands for the service on its pages: a small SVG or PNG, read once at the start.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::parse::Parsed;

/// As much as a third of a page, which has 30 kB in all.
const MAX_BYTES: usize = 10_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

const SVG_TYPE: &str = "image/svg+xml";
const PNG_TYPE: &str = "image/png";

impl Logo {
    pub(super) fn read(path: &Path) -> Parsed<Self> {
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes));
        read.map_err(|error| format!("cannot be read: {error}; name an SVG or PNG file"))?;
        Self::from_bytes(bytes)
    }

    fn from_bytes(bytes: Vec<u8>) -> Parsed<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("must have at most {MAX_BYTES} bytes; make the picture simpler or smaller"));
        }
        if bytes.starts_with(PNG) {
            return Ok(Self { content_type: PNG_TYPE, bytes });
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| "must be an SVG or PNG file".to_owned())?;
        if !has_svg_root(text) {
            return Err("must be an SVG or PNG file".to_owned());
        }
        // Browsers would not run one in a picture; whoever opens the file by itself is not asked to trust in that.
        if text.to_ascii_lowercase().contains("<script") {
            return Err("has a script; export the picture without it".to_owned());
        }
        Ok(Self { content_type: SVG_TYPE, bytes })
    }
}

/// Whether the first element is `svg`, behind what may stand before it: a declaration, comments, a document type.
fn has_svg_root(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => return rest.starts_with("<svg") && rest[4..].starts_with([' ', '\n', '\r', '\t', '>']),
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> Parsed<&'static str> {
        Logo::from_bytes(bytes.to_vec()).map(|logo| logo.content_type)
    }

    #[test]
    fn a_logo_is_a_small_svg_or_png() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        for before in ["", "\u{feff}", "\n", "<?xml version=\"1.0\"?>\n<!-- made by hand -->", "<!DOCTYPE svg>"] {
            assert_eq!(kind(format!("{before}{svg}").as_bytes()), Ok(SVG_TYPE), "{before}");
        }
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nIHDR"), Ok(PNG_TYPE));
        for bad in [&b""[..], b"GIF89a", b"<html><svg></html>", b"<svgz>", b"<!-- <svg>", b"\x89PNG", b"\xff<svg>"] {
            assert_eq!(kind(bad), Err("must be an SVG or PNG file".to_owned()));
        }
        assert!(kind(b"<svg><SCRIPT>alert(1)</SCRIPT></svg>").unwrap_err().contains("script"));
        let large = [PNG, &vec![0; MAX_BYTES]].concat();
        assert!(kind(&large).unwrap_err().contains("10000 bytes"));
    }
}
