package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerWatchTest {
    private static final Outcome REFUSED =
            new Outcome(Outcome.Kind.FAILED, Phase.CONNECT, 0, "", Outcome.Reason.REFUSED, "Connection refused");

    private final Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
    private final Collector collector = new Collector(List.of(recorder), List.of());
    private final ServerWatch watch = new ServerWatch(3);

    private boolean isGone() throws InterruptedException {
        return watch.isGone(collector.collect(Instant.EPOCH, 0, 1, Stage.MEASURE));
    }

    private boolean isGoneAfterARefusal() throws InterruptedException {
        recorder.ended(Stage.MEASURE, REFUSED);
        return isGone();
    }

    @Test
    void aServerThatRefusesAllTheTimeHasGone() throws InterruptedException {
        assertThat(isGoneAfterARefusal()).isFalse();
        assertThat(isGoneAfterARefusal()).isFalse();
        assertThat(isGoneAfterARefusal()).isTrue();
    }

    @Test
    void intervalsInWhichNobodyTriedCountButDecideNothing() throws InterruptedException {
        assertThat(isGoneAfterARefusal()).isFalse();
        assertThat(isGone()).isFalse();
        assertThat(isGone()).isFalse();
        assertThat(isGone()).isFalse();
        assertThat(isGoneAfterARefusal()).isTrue();
    }

    @Test
    void silenceIsNoSignOfDeath() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            assertThat(isGone()).isFalse();
        }
        assertThat(isGoneAfterARefusal()).isFalse();
    }

    @Test
    void anOpenConnectionIsASignOfLife() throws InterruptedException {
        recorder.connections(1);
        for (int i = 0; i < 10; i++) {
            assertThat(isGoneAfterARefusal()).isFalse();
        }
        recorder.connections(0);
        assertThat(isGoneAfterARefusal()).isFalse();
    }

    @Test
    void aSessionThatCameAndWentIsASignOfLife() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            recorder.sessionEstablished();
            assertThat(isGoneAfterARefusal()).isFalse();
        }
    }
}
