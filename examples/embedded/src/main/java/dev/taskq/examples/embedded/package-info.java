/** A program with a coordinator and an agent inside. */
@NullMarked
package dev.taskq.examples.embedded;

import org.jspecify.annotations.NullMarked;
