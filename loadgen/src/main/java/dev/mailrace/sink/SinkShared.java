package dev.mailrace.sink;

import dev.mailrace.net.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * What the shards of a sink share; each of them may use it on its own loop.
 *
 * @param ledger counts what happens in all of them
 * @param tls borrowed; null: they speak none, whatever the settings say
 * @param desk who works on what comes; null: everything is answered at once
 * @param faults what goes wrong; null: nothing does, and nobody counts each reply
 */
record SinkShared(
        SinkSettings settings,
        Ledger ledger,
        @Nullable ServerTls tls,
        @Nullable ServiceDesk desk,
        @Nullable Faults faults) {
    SinkShared(SinkSettings settings, Ledger ledger, @Nullable ServerTls tls) {
        this(settings, ledger, tls, ServiceDesk.of(settings.service()), Faults.of(settings));
    }
}
