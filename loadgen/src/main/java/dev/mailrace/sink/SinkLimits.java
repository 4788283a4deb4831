package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import java.time.Duration;

/**
 * The limits of a sink.
 *
 * @param sizeMax bytes of a message as received, at least 1: SIZE (RFC 1870) announces it, more is 552 5.3.4
 * @param recipientsMax recipients a transaction, at least 1; more are 452 4.5.3 (RFC 5321 §4.5.3.1.8 asks for 100)
 * @param lineBytesMax bytes a command line with its end, at least {@value #LINE_BYTES_LEAST}
 * @param errorsMax 5xx replies between two accepted messages, at least 0; the next error is 421 4.7.0 and the end
 * @param idleTimeout silence after which a session ends, at least 1 ms; noticed up to a quarter of it late
 */
public record SinkLimits(long sizeMax, int recipientsMax, int lineBytesMax, int errorsMax, Duration idleTimeout) {
    /** RFC 5321 §4.5.3.1.4 has every server take lines of 512 bytes. */
    public static final int LINE_BYTES_LEAST = 512;

    public static final int LINE_BYTES_MOST = 1 << 20;

    private static final SinkLimits DEFAULTS = new SinkLimits(64L << 20, 1_000, 4_096, 20, Duration.ofMinutes(5));

    public SinkLimits {
        if (sizeMax < 1) {
            throw new Refusal("sizeMax", sizeMax, ">= 1");
        }
        if (recipientsMax < 1) {
            throw new Refusal("recipientsMax", recipientsMax, ">= 1");
        }
        if (lineBytesMax < LINE_BYTES_LEAST || lineBytesMax > LINE_BYTES_MOST) {
            throw new Refusal("lineBytesMax", lineBytesMax, LINE_BYTES_LEAST + " to " + LINE_BYTES_MOST);
        }
        if (errorsMax < 0) {
            throw new Refusal("errorsMax", errorsMax, ">= 0");
        }
        if (idleTimeout.compareTo(Duration.ofMillis(1)) < 0 || idleTimeout.compareTo(Duration.ofDays(365)) > 0) {
            throw new Refusal("idleTimeout", idleTimeout, "1 ms to 365 days");
        }
    }

    /** 64 MiB, 1,000 recipients, lines of 4,096 bytes, 20 errors, 5 minutes (RFC 5321 §4.5.3.2.7). */
    public static SinkLimits defaults() {
        return DEFAULTS;
    }

    public SinkLimits withSizeMax(long sizeMax) {
        return new SinkLimits(sizeMax, recipientsMax, lineBytesMax, errorsMax, idleTimeout);
    }

    public SinkLimits withRecipientsMax(int recipientsMax) {
        return new SinkLimits(sizeMax, recipientsMax, lineBytesMax, errorsMax, idleTimeout);
    }

    public SinkLimits withLineBytesMax(int lineBytesMax) {
        return new SinkLimits(sizeMax, recipientsMax, lineBytesMax, errorsMax, idleTimeout);
    }

    public SinkLimits withErrorsMax(int errorsMax) {
        return new SinkLimits(sizeMax, recipientsMax, lineBytesMax, errorsMax, idleTimeout);
    }

    public SinkLimits withIdleTimeout(Duration idleTimeout) {
        return new SinkLimits(sizeMax, recipientsMax, lineBytesMax, errorsMax, idleTimeout);
    }
}
