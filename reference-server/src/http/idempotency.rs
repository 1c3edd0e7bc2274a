//! How a request is recognised when it comes again: its key names one command for ever.

use tercero::aggregate::Actor;
use tercero::{Code, CommandId, Hash, Refusal};
use uuid::Builder;

/// The longest key.
const KEY_BYTES: usize = 255;

/// The value of `Idempotency-Key`.
#[derive(Debug, Clone)]
pub(crate) struct Key(String);

impl Key {
    /// Reads 1 to 255 visible ASCII characters.
    pub(crate) fn parse(text: &str) -> Result<Key, Refusal> {
        if (1..=KEY_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Ok(Key(text.to_owned()));
        }
        Err(Refusal::new(Code::MalformedRequest)
            .at("Idempotency-Key")
            .got(text)
            .allow("1 to 255 visible ASCII characters"))
    }

    /// The id of the command that `actor` gives to `stream` under this key.
    pub(crate) fn command(&self, stream: &str, actor: &Actor) -> CommandId {
        command_id("key", stream, actor, &self.0)
    }
}

/// The id of a command that comes without a key: the same command of the same actor is the same request.
pub(crate) fn keyless(stream: &str, actor: &Actor, request: &str) -> CommandId {
    command_id("request", stream, actor, request)
}

/// The id of the `n`-th command of one request; the first has the id of the request.
pub(crate) fn nth(id: CommandId, n: usize) -> CommandId {
    if n == 0 { id } else { derived(&["step", &id.to_string(), &n.to_string()]) }
}

fn command_id(kind: &str, stream: &str, actor: &Actor, name: &str) -> CommandId {
    derived(&[kind, stream, actor.role.as_str(), actor.id.as_str(), name])
}

/// SHA-256 of the parts, none of which but the last may contain a line break, as a custom UUID (version 8).
fn derived(parts: &[&str]) -> CommandId {
    let hash = Hash::of(&[b"tercero.request.v1\0", parts.join("\n").as_bytes()]);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.as_bytes()).for_each(|(byte, hashed)| *byte = *hashed);
    CommandId(Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tercero::Role;

    #[test]
    fn a_key_belongs_to_one_stream_and_one_actor() {
        let key = Key::parse("k-1").unwrap();
        let ana = Actor::new("ana", Role::Buyer).unwrap();
        let beto = Actor::new("beto", Role::Buyer).unwrap();
        assert_eq!(key.command("s", &ana), key.command("s", &ana));
        assert_ne!(key.command("s", &ana), key.command("s", &beto));
        assert_ne!(key.command("s", &ana), key.command("t", &ana));
        assert_ne!(key.command("s", &ana), keyless("s", &ana, "k-1"));
    }

    #[test]
    fn keys_are_short_and_visible() {
        assert!(Key::parse(&"k".repeat(255)).is_ok());
        for bad in ["", " ", "a b", "k\u{e9}", &"k".repeat(256)] {
            assert_eq!(Key::parse(bad).unwrap_err().code, Code::MalformedRequest);
        }
    }
}
