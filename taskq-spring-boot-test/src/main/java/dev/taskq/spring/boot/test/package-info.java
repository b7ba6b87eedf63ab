/** Tests of Spring Boot applications that use taskq. For Spring Boot 3.5 and 4. */
@NullMarked
package dev.taskq.spring.boot.test;

import org.jspecify.annotations.NullMarked;
