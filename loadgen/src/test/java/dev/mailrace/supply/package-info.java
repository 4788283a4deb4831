/** What the jar is made of, collected when Mailrace is built: licences of what it holds, and the software bill of materials. */
@NullMarked
package dev.mailrace.supply;

import org.jspecify.annotations.NullMarked;
