package dev.taskq.spring.boot.slice;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that needs a database. */
@SpringBootApplication
class Application {}
