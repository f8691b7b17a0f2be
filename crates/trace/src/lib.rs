//! pyvarium-trace.
