/** Puts load on a running system and gives a verdict. */
@NullMarked
package dev.taskq.load;

import org.jspecify.annotations.NullMarked;
