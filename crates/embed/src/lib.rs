//! pyvarium-embed.
