//! pyvarium-compile-worker.
