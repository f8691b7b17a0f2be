//! A small static server for the built site, on this machine only.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};

use crate::site;

const FIRST_PORT: u16 = 8080;

pub fn serve() -> Result<(), String> {
    site::build()?;
    let listener = (FIRST_PORT..FIRST_PORT + 20)
        .find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .ok_or("no port from 8080 to 8099 is free")?;
    let port = listener.local_addr().map_err(|e| e.to_string())?.port();
    println!("== serving http://127.0.0.1:{port}/ (Ctrl-C ends it)");
    for stream in listener.incoming().flatten() {
        std::thread::spawn(move || {
            // A browser that hangs up is no fault of ours.
            let _ = answer(stream, &site::dist());
        });
    }
    Ok(())
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?.take(1 << 16));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
    let file = locate(folder, target);
    let (status, kind, body) = match file.and_then(|path| Some((kind_of(&path), std::fs::read(path).ok()?))) {
        Some((kind, body)) if matches!(method, "GET" | "HEAD") => ("200 OK", kind, body),
        Some(_) => ("405 Method Not Allowed", "text/plain", b"only GET".to_vec()),
        None => ("404 Not Found", "text/plain", b"there is no such file".to_vec()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n"
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request means; nothing above the folder.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(path);
    if path.components().any(|part| !matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(path);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

fn kind_of(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
