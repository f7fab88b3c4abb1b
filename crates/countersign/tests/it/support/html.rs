//! Just enough HTML to fill in the forms of our own pages, as a browser without scripts does.

/// One form of a page that sends something.
#[derive(Debug)]
pub struct Form {
    pub action: String,
    /// Names and values, as they are before anybody types.
    pub fields: Vec<(String, String)>,
}

pub fn forms(html: &str) -> Vec<Form> {
    let bodies = html.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    bodies
        .map(|body| body.split_once('>').unwrap())
        // The others only search, and change nothing.
        .filter(|(tag, _)| attribute(tag, "method").as_deref() == Some("post"))
        .map(|(tag, inside)| {
            let inputs = inside.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
            let fields = inputs.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value"))));
            let selects = inside.split("<select").skip(1).map(|rest| rest.split("</select>").next().unwrap());
            let chosen = selects.filter_map(|select| {
                let option = select.split("<option").find(|option| option.contains(" selected"));
                Some((attribute(select, "name")?, option.and_then(|option| attribute(option, "value"))))
            });
            Form {
                action: attribute(tag, "action").unwrap(),
                fields: fields.chain(chosen).map(|(name, value)| (name, value.unwrap_or_default())).collect(),
            }
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescape)
}

pub fn unescape(html: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
