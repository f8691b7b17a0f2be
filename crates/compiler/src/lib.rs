//! pyvarium-compiler.
