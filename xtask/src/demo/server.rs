//! The server of the demonstration, a process on a free port with a database of its own.
//! It ends when it is dropped, however the play went.

use super::Outcome;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running server.
pub(super) struct Server {
    process: Child,
    pub(super) address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    pub(super) fn start() -> Outcome<Server> {
        let folder = tempfile::tempdir()?;
        let binary = std::env::current_exe()?.with_file_name("tercero-server");
        let mut process = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--mode", "development", "--database"])
            .arg(folder.path().join("demo.sqlite"))
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take();
        let mut server = Server { process, address: String::new(), _folder: folder };
        let mut line = String::new();
        BufReader::new(output.ok_or("the server has no output")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ");
        server.address = address.ok_or("the server did not start")?.to_owned();
        println!("tercero-server {line}");
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
