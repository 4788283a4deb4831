package dev.mailrace.engine;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.scenario.Mix;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.SmtpSession;
import dev.mailrace.simulation.UntracedBuffers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.implementation.FixedValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That {@link RunSimulationTest} can fail: faults are put into the code, one at a time, and each is found within a thousand
 * stories, most within a few.
 */
@ExtendWith(UntracedBuffers.class)
class SimulationFindsFaultsTest {
    private static final int STORIES_MAX = 1_000;

    /** A change to the code that somebody might make. */
    record Fault(String name, Class<?> where, FaultyClasses.Change change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() throws ClassNotFoundException {
        Class<?> flow = Class.forName("dev.mailrace.session.TransactionFlow");
        Class<?> unanswered = Class.forName("dev.mailrace.session.Unanswered");
        return Stream.of(
                new Fault(
                        "an unconfirmed message is in no book",
                        Recorder.class,
                        builder -> builder.visit(
                                Advice.to(WithoutUnconfirmed.class).on(named("ended")))),
                new Fault(
                        "some that were turned away count twice",
                        Recorder.class,
                        builder -> builder.visit(
                                Advice.to(TwiceWhereTurnedAway.class).on(named("ended")))),
                without("what was read is kept", SmtpSession.class, "channelRead", "release"),
                without("no deadline for a session", SmtpSession.class, "handlerAdded", "add"),
                without("no RSET behind a refused DATA", flow, "dataReplied", "sendRset"),
                without("what waits in the backlog at the cut is forgotten", Pacer.class, "cutOff", "pollOldest"),
                without("what waits for its retry at the cut is forgotten", Retries.class, "cutOff", "forEach"),
                without("each message is the first", Arrival.class, "due", "set"),
                without("a session that closed stays in the count", Connection.class, "closed", "closedOne"),
                without("an interval counts again with the next", Recorder.class, "recycle", "reset"),
                without("the result is not written", RunFile.class, "ended", "write"),
                returning("nothing is ever in doubt", unanswered, "isAllOut", false),
                returning("all arrivals are of the first class", Mix.class, "takerOf", 0),
                new Fault(
                        "response times count from the actual start",
                        Arrivals.class,
                        builder -> builder.visit(MemberSubstitution.relaxed()
                                .method(named("intendedNanos"))
                                .replaceWithMethod(named("startNanos"))
                                .on(named("accepted")))),
                new Fault(
                        "some are due a millisecond late",
                        Arrivals.class,
                        builder -> builder.visit(Advice.to(DueLater.class).on(named("take")))));
    }

    /** A call that is not made; where it would have answered, it says no. */
    private static Fault without(String name, Class<?> where, String method, String call) {
        return new Fault(
                name,
                where,
                builder -> builder.visit(
                        MemberSubstitution.relaxed().method(named(call)).stub().on(named(method))));
    }

    private static Fault returning(String name, Class<?> where, String method, Object value) {
        return new Fault(name, where, builder -> builder.method(named(method)).intercept(FixedValue.value(value)));
    }

    /** Skips the method. */
    static final class WithoutUnconfirmed {
        private WithoutUnconfirmed() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(1) Outcome outcome) {
            return outcome.kind() == Outcome.Kind.UNCONFIRMED;
        }
    }

    /** Goes through the method again. */
    static final class TwiceWhereTurnedAway {
        private TwiceWhereTurnedAway() {}

        @Advice.OnMethodExit(repeatOn = Advice.OnNonDefaultValue.class)
        static boolean exit(@Advice.Argument(value = 1, readOnly = false) Outcome outcome) {
            boolean again = outcome.code() == 421;
            outcome = again ? Outcome.DROPPED : outcome;
            return again;
        }
    }

    /** Changes what it is given. */
    static final class DueLater {
        private DueLater() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(1) long sequence, @Advice.Argument(value = 2, readOnly = false) long intendedNanos) {
            intendedNanos = sequence % 16 == 7 ? intendedNanos + 1_000_000 : intendedNanos;
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void itIsFound(Fault fault) throws ReflectiveOperationException {
        Method check = new FaultyClasses(fault.where, fault.change)
                .loadClass(Telling.class.getName())
                .getDeclaredMethod("check", long.class);
        String found = null;
        int told = 0;
        while (found == null && told < STORIES_MAX) {
            found = complaint(check, told++);
        }
        assertThat(found).as("%s, in %d stories", fault, told).isNotNull();
    }

    private static @Nullable String complaint(Method check, long seed) throws ReflectiveOperationException {
        try {
            check.invoke(null, seed);
            return null;
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }
}
