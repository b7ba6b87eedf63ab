/** taskq in Spring Boot: beans, properties, health, and an actuator endpoint. */
@NullMarked
package dev.taskq.spring.boot;

import org.jspecify.annotations.NullMarked;
