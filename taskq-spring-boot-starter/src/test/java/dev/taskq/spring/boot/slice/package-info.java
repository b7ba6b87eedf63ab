/** An application, of which tests take slices. */
@NullMarked
package dev.taskq.spring.boot.slice;

import org.jspecify.annotations.NullMarked;
