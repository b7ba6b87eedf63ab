package dev.taskq.spring;

import org.springframework.beans.FatalBeanException;

/** A handler is declared wrongly. The message names the bean and the method, and says what must change. */
public final class BadHandlerException extends FatalBeanException {
    private static final long serialVersionUID = 1L;

    BadHandlerException(String message) {
        super(message);
    }

    BadHandlerException(String message, Throwable cause) {
        super(message, cause);
    }
}
