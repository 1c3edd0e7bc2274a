//! JSON at the border: strict reading with codes of the registry, and the canonical bytes that are hashed.
//! Reading refuses unknown fields, duplicate keys and deep nesting; writing is RFC 8785.

use crate::error::{Code, Refusal};
use crate::limits::JSON_DEPTH;
use crate::money::AMOUNT_EXPECTED;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a value from JSON, through the same checks as its constructors.
///
/// Errors: `json_syntax`, `json_type`, `json_depth`, `json_duplicate_key`, `json_unknown_field`, `amount_type`, and every
/// code of the value's own parts.
///
/// ```
/// use tercero::{Money, from_json};
///
/// let refusal = from_json::<Money>(r#"{"amount":10.5,"currency":"EUR"}"#).unwrap_err();
/// assert_eq!(refusal.code.as_str(), "amount_type");
/// ```
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    check_depth(text)?;
    serde_json::from_str(text).map_err(|error| json_refusal(&error))
}

/// Writes a value as canonical JSON (RFC 8785): sorted keys, no spaces, the same bytes in every language.
/// Errors: `invariant_violated` if the value cannot be written, which no value of this crate does.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json_canonicalizer::to_string(value)
        .map_err(|error| Refusal::new(Code::InvariantViolated).because(error.to_string()))
}

/// Refuses a document nested deeper than the limit, without building anything.
fn check_depth(text: &str) -> Result<(), Refusal> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth = depth.saturating_add(1),
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > JSON_DEPTH {
            return Err(Refusal::new(Code::JsonDepth).allow("at most 32 levels"));
        }
    }
    Ok(())
}

/// Gives a reading error its code. A refusal of one of our own scalars travels in the error's text as `code: message`.
pub fn json_refusal(error: &serde_json::Error) -> Refusal {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let own = text.split_once(": ").and_then(|(code, _)| Code::from_text(code));
    let code = match own {
        Some(code) => code,
        None if !error.is_data() => Code::JsonSyntax,
        None if text.contains(AMOUNT_EXPECTED) => Code::AmountType,
        None if text.starts_with("duplicate field") => Code::JsonDuplicateKey,
        None if text.starts_with("unknown field") => Code::JsonUnknownField,
        None => Code::JsonType,
    };
    match own {
        Some(code) => {
            let message = text.split_once(": ").map_or(text, |(_, message)| message);
            Refusal::new(code).because(message.to_owned())
        }
        None => Refusal::new(code).because(text.to_owned()),
    }
}
