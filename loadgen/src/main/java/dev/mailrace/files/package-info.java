/**
 * Files that the user named: read with a limit, as bytes or as text, and refused in one line where that fails; written so that a
 * slow disk holds nobody up, and one that never answers is given up.
 */
@NullMarked
package dev.mailrace.files;

import org.jspecify.annotations.NullMarked;
