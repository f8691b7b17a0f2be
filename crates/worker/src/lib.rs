//! pyvarium-worker.
