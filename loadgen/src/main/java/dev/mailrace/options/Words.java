package dev.mailrace.options;

import java.util.Iterator;
import java.util.List;

/** The words that options take where they take no others: for shells, for scenario files and for their schema. */
abstract class Words implements Iterable<String> {
    private final List<String> words;

    private Words(String... words) {
        this.words = List.of(words);
    }

    @Override
    public Iterator<String> iterator() {
        return words.iterator();
    }

    static final class AddressFamilies extends Words {
        AddressFamilies() {
            super("any", "ipv4", "ipv6");
        }
    }

    static final class Body extends Words {
        Body() {
            super("7bit", "8bitmime", "binarymime");
        }
    }

    static final class DsnReturn extends Words {
        DsnReturn() {
            super("full", "hdrs");
        }
    }

    static final class Dropping extends Words {
        Dropping() {
            super("connect", "tls", "banner", "ehlo", "auth", "mail", "rcpt", "data", "content");
        }
    }

    static final class ProxyProtocol extends Words {
        ProxyProtocol() {
            super("v1", "v2", "1", "2");
        }
    }

    static final class StartTls extends Words {
        StartTls() {
            super("required", "opportunistic", "never");
        }
    }

    static final class TlsProviders extends Words {
        TlsProviders() {
            super("boringssl", "jdk", "bouncy-castle");
        }
    }

    static final class TlsVersions extends Words {
        TlsVersions() {
            super("TLSv1.2", "TLSv1.3");
        }
    }

    static final class Transports extends Words {
        Transports() {
            super("auto", "io_uring", "epoll", "nio");
        }
    }
}
