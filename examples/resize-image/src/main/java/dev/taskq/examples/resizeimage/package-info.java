/** A handler as a user writes it. */
@NullMarked
package dev.taskq.examples.resizeimage;

import org.jspecify.annotations.NullMarked;
