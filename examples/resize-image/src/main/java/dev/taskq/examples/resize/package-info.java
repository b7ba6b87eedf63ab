/**
 * Resizes pictures: a handler as a user writes it, in a jar of its own that knows taskq's core and nothing else. {@link
 * dev.taskq.examples.resize.ResizeImageHandler} is the entry.
 */
@NullMarked
package dev.taskq.examples.resize;

import org.jspecify.annotations.NullMarked;
