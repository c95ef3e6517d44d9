//! Where the command line meets the runtime.

use std::future::Future;

use async_global_executor::GlobalExecutorConfig;

/// Runs a future to its end on an executor of this many threads; the first call decides.
///
/// One thread serves a class best: all tasks meet in the hub, and more threads mostly wake each
/// other.
pub(super) fn block_on<T>(threads: usize, future: impl Future<Output = T>) -> T {
    let config = GlobalExecutorConfig::default()
        .with_min_threads(threads)
        .with_max_threads(threads)
        .with_thread_name_fn(|| "sala-executor".to_owned());
    async_global_executor::init_with_config(config);
    async_std::task::block_on(future)
}
