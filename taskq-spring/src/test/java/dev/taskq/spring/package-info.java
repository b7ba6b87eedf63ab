/** Tests of taskq in Spring. */
@NullMarked
package dev.taskq.spring;

import org.jspecify.annotations.NullMarked;
