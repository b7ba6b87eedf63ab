/** Tests of the starters. */
@NullMarked
package dev.taskq.spring.boot;

import org.jspecify.annotations.NullMarked;
