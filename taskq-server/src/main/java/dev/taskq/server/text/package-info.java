/** Durations and times as text, in settings and in the API. */
@NullMarked
package dev.taskq.server.text;

import org.jspecify.annotations.NullMarked;
