/**
 * Resizes pictures. This is an example of a user's handler, in a jar of its own that depends only on taskq's core. The entry point is
 * {@link dev.taskq.examples.resize.ResizeImageHandler}.
 */
@NullMarked
package dev.taskq.examples.resize;

import org.jspecify.annotations.NullMarked;
