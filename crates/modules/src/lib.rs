//! pyvarium-modules.
