//! pyvarium-code.
