package dev.mailrace.sink;

/** A sink could not begin to listen. Its message is one line for the user: which address, why, and what to do. */
public final class SinkStartException extends RuntimeException {
    SinkStartException(String message, Throwable cause) {
        super(message, cause);
    }

    SinkStartException(String message) {
        super(message);
    }
}
