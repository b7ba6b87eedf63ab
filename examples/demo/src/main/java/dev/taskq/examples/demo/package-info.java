/** The whole system on one machine. */
@NullMarked
package dev.taskq.examples.demo;

import org.jspecify.annotations.NullMarked;
