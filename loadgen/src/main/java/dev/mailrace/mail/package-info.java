/**
 * What is sent and on whose behalf: templates, sizes, envelopes and feeds. Uses {@code wire}.
 */
@NullMarked
package dev.mailrace.mail;

import org.jspecify.annotations.NullMarked;
