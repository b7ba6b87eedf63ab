/** Two programs that run with any version of taskq: they are compiled with this one and use only what each version has. */
@NullMarked
package dev.taskq.process.beside;

import org.jspecify.annotations.NullMarked;
