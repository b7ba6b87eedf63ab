/**
 * taskq in Spring 6.2 and 7: handlers that are methods of beans, submits in Spring's current transaction, and the life cycle. The
 * Spring Boot starters wire it; a plain Spring application makes the beans itself.
 */
@NullMarked
package dev.taskq.spring;

import org.jspecify.annotations.NullMarked;
