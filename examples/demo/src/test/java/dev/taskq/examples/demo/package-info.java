/** Runs the demo's programs as processes. Needs what {@code package} has built. */
@NullMarked
package dev.taskq.examples.demo;

import org.jspecify.annotations.NullMarked;
