//! The sending side of one connection.

use std::future::pending;

use async_channel::{Receiver, Sender};

use crate::link::LinkWriter;

/// Sends lines, each time telling how far the connection has come, until there are no more; then it
/// shuts its side. The reader sees what goes wrong.
pub async fn write<T>(
    mut writer: LinkWriter,
    lines: Receiver<String>,
    written: Sender<Option<u64>>,
) -> T {
    while let Ok(line) = lines.recv().await {
        if writer.send(&line).await.is_err() {
            return pending().await;
        }
        // Never full; closed when nobody asks any more.
        let _ = written.try_send(writer.written());
    }
    let _ = writer.finish().await;
    // The connection stays open for what is still to be read.
    pending().await
}
