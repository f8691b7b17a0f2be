//! pyvarium-lesson.
