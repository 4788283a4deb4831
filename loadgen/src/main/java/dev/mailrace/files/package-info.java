/** Files that the user named: read with a limit, as bytes or as text, and refused in one line where that fails. */
@NullMarked
package dev.mailrace.files;

import org.jspecify.annotations.NullMarked;
