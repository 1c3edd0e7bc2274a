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
    let refuse =
        |error: serde_json::Error| Refusal::new(Code::InvariantViolated).because(error.to_string());
    let written = serde_json::to_string(value).map_err(refuse)?;
    match sorted(&written) {
        Some(canonical) => Ok(canonical),
        None => serde_json_canonicalizer::to_string(value).map_err(refuse),
    }
}

/// The canonical form of compact JSON as serde_json writes it: the same text with the keys of every object in order.
///
/// None for what takes more than that, and which our own values do not have: a document that is no object or list, a key
/// with anything but letters, digits, `_` and `-`, a key that stands twice, a number that is not whole or has more than 15
/// digits.
fn sorted(written: &str) -> Option<String> {
    let mut rest = written.as_bytes();
    let mut canonical = Vec::with_capacity(rest.len());
    if !matches!(rest.first(), Some(b'{' | b'[')) {
        return None;
    }
    sort_value(&mut rest, &mut canonical)?;
    if rest.is_empty() { String::from_utf8(canonical).ok() } else { None }
}

/// Takes the first `length` bytes of `rest` over.
fn take(rest: &mut &[u8], length: usize, canonical: &mut Vec<u8>) -> Option<()> {
    let (taken, behind) = rest.split_at_checked(length)?;
    canonical.extend_from_slice(taken);
    *rest = behind;
    Some(())
}

/// Moves one value over, with the keys of its objects in order.
fn sort_value(rest: &mut &[u8], canonical: &mut Vec<u8>) -> Option<()> {
    match rest.first()? {
        b'{' => sort_object(rest, canonical),
        b'[' => {
            take(rest, 1, canonical)?;
            while rest.first()? != &b']' {
                sort_value(rest, canonical)?;
                if rest.first()? == &b',' {
                    take(rest, 1, canonical)?;
                }
            }
            take(rest, 1, canonical)
        }
        b'"' => {
            let mut escaped = true;
            let closes = |byte: &u8| {
                let closes = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                closes
            };
            let closing = rest.iter().position(closes)?;
            take(rest, closing.checked_add(1)?, canonical)
        }
        _ => {
            let length = rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}'))?;
            let word = matches!(rest.get(..length)?, b"null" | b"true" | b"false");
            let mut digits = rest.iter().take(length);
            let whole = digits.all(|byte| byte.is_ascii_digit() || *byte == b'-') && length <= 15;
            if word || whole { take(rest, length, canonical) } else { None }
        }
    }
}

/// Moves an object over. Of a property three places are kept: where it begins, where its key ends and where it ends.
fn sort_object(rest: &mut &[u8], canonical: &mut Vec<u8>) -> Option<()> {
    take(rest, 1, canonical)?;
    let begin = canonical.len();
    let mut properties: Vec<[usize; 3]> = Vec::with_capacity(12);
    while rest.first()? != &b'}' {
        if rest.first()? == &b',' {
            *rest = rest.get(1..)?;
        }
        let (start, plain) = (canonical.len(), rest.get(1..)?);
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = plain.iter().position(|byte| !fits(byte))?;
        // Both quotes and the colon.
        take(rest, length.checked_add(3)?, canonical)?;
        let key = canonical.len();
        if !canonical.ends_with(b"\":") {
            return None;
        }
        sort_value(rest, canonical)?;
        properties.push([start, key, canonical.len()]);
    }
    let of = |[start, key, _]: &[usize; 3]| canonical.get(*start..*key).unwrap_or_default();
    properties.sort_by(|a, b| of(a).cmp(of(b)));
    let pairs = properties.iter().zip(properties.iter().skip(1));
    if pairs.clone().any(|(a, b)| of(a) == of(b)) {
        return None;
    }
    let mut ordered = Vec::with_capacity(canonical.len().saturating_sub(begin).saturating_add(12));
    for [start, _, end] in &properties {
        if !ordered.is_empty() {
            ordered.push(b',');
        }
        ordered.extend_from_slice(canonical.get(*start..*end)?);
    }
    canonical.truncate(begin);
    canonical.append(&mut ordered);
    take(rest, 1, canonical)
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
