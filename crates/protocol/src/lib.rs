//! pyvarium-protocol.
