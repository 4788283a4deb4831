package dev.mailrace.cluster;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.CoordinatorActor.Event;
import dev.mailrace.experiment.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;

/** The agents of a run, and what they have said. Owned by the thread that makes the run; {@link #post} is any's. */
final class Roster {
    private final Inbox inbox;
    private final Node<Object> node;
    private final int expected;
    private final Coordinator.Terms terms;
    private final String token;
    private final Pings pings;
    private final List<Seat> seats = new ArrayList<>();
    private final List<CommandFailure> troubles = new ArrayList<>();
    private List<Address> invited = List.of(); // agents that listen
    private FileSender sender = new FileSender(List.of());
    private @Nullable Path folder;
    private int ready;
    private ToAgent.@Nullable How endAsked; // Null: nobody did.

    /**
     * @param expected how many agents there are to be
     * @param terms who is welcome, and who is told of others
     * @param token what those must know that come; empty: nothing
     */
    Roster(Inbox inbox, Node<Object> node, int expected, Coordinator.Terms terms, String token) {
        this.inbox = inbox;
        this.node = node;
        this.expected = expected;
        this.terms = terms;
        this.token = token;
        this.pings = new Pings(node.system().narrow(), this::await);
    }

    List<Seat> seats() {
        return seats;
    }

    boolean isComplete() {
        return seats.size() == expected;
    }

    /** What went wrong by now. */
    List<CommandFailure> troubles() {
        return troubles;
    }

    ToAgent.@Nullable How endAsked() {
        return endAsked;
    }

    /** Asks those that listen there to come; they may be asked again. */
    void invite(List<Address> listening) {
        invited = listening;
        for (int place = 0; place < invited.size(); place++) {
            node.tell(
                    invited.get(place),
                    new ToAgent.Invitation(place, node.system().narrow()));
        }
    }

    /** Those that were asked and have not come. */
    List<String> absent() {
        return IntStream.range(0, invited.size())
                .filter(place -> seats.stream().noneMatch(seat -> seat.address().equals(invited.get(place))))
                .mapToObj(this::host)
                .toList();
    }

    private String host(int place) {
        return Node.hostOf(invited.get(Objects.checkIndex(place, invited.size())));
    }

    void post(Event event) {
        inbox.queue().add(event);
    }

    void keepIn(@Nullable Path within) {
        folder = within;
    }

    /** Where an agent of our own keeps what it measures; null: nowhere. */
    @Nullable
    String folderOf(Seat seat) {
        return folder == null
                ? null
                : folder.resolve(String.valueOf(seat.number() + 1)).toString();
    }

    void tellAll(ToAgent message) {
        seats.forEach(seat -> seat.tell(message));
    }

    /** Files go out: what agents say of them is for {@code to}. */
    void sends(FileSender to) {
        sender = to;
    }

    /** A run begins: nobody has asked for its end. */
    void begins() {
        endAsked = null;
    }

    /** Has them get ready; how many are is {@link #ready}. */
    void asksReady() {
        ready = 0;
    }

    int ready() {
        return ready;
    }

    /** Takes what comes, until that is so or the time is up; whether it is so. */
    boolean await(long nanosMax, BooleanSupplier until) throws InterruptedException {
        return inbox.await(nanosMax, until, this::happened);
    }

    private void happened(Event event) {
        if (event instanceof Event.Said said) {
            said(said.message(), said.nanos());
        } else if (event instanceof Event.Gone gone) {
            seats.stream().filter(seat -> seat.address().equals(gone.node())).forEach(seat -> lost(seat, gone.why()));
        } else if (event instanceof Event.Exited exited) {
            exited(exited);
        } else if (event instanceof Event.EndAsked asked && endAsked == null) {
            endAsked = asked.how();
        }
    }

    private void exited(Event.Exited exited) {
        for (Seat seat : seats) {
            if (seat.facts().pid() == exited.pid()) {
                lost(seat, "its process ended with " + exited.code());
                return;
            }
        }
        troubles.add(new CommandFailure(
                ExitCode.UNREACHABLE,
                "an agent's process ended with " + exited.code() + " before it had come"
                        + (exited.said().isEmpty() ? "" : ": " + exited.said())));
    }

    private void lost(Seat seat, String why) {
        if (seat.isLost()) {
            return;
        }
        troubles.add(new CommandFailure(ExitCode.UNREACHABLE, seat.name() + ": " + why));
        if (!seat.isOver()) { // Else it has said all of its run, and is missed in the next.
            seat.lost(why);
            seat.tell(new ToAgent.End(ToAgent.How.INTERRUPTED)); // Should it come back.
        }
    }

    private void said(ToCoordinator message, long nanos) {
        if (message instanceof ToCoordinator.Hello hello) {
            hello(hello);
        } else if (message instanceof ToCoordinator.Declined declined) {
            troubles.add(new CommandFailure(
                    ExitCode.UNREACHABLE, "agents: " + host(declined.place()) + ": " + declined.why()));
        } else if (message instanceof ToCoordinator.Lacks lacks) {
            sender.lacks(lacks.agent(), lacks.digests());
        } else if (message instanceof ToCoordinator.Has has) {
            sender.confirmed(has.agent());
        } else if (message instanceof ToCoordinator.Ready) {
            ready++;
        } else if (message instanceof ToCoordinator.Refused refused) {
            troubles.add(
                    new CommandFailure(refused.code(), seat(refused.agent()).name() + ": " + refused.why()));
        } else if (message instanceof ToCoordinator.Pong pong) {
            pings.ponged(pong, nanos);
        } else if (message instanceof ToCoordinator.Measured measured) {
            seat(measured.agent()).heard(measured);
        } else if (message instanceof ToCoordinator.Done done) {
            seat(done.agent()).done(done);
        }
    }

    private Seat seat(int agent) {
        return seats.get(Objects.checkIndex(agent, seats.size()));
    }

    private void hello(ToCoordinator.Hello hello) {
        Address address = hello.agent().path().address();
        if (seats.stream().anyMatch(seat -> seat.address().equals(address))) {
            return; // It has said so before.
        }
        String unwelcome = unwelcome(hello);
        if (unwelcome != null) {
            unwelcome(hello, unwelcome);
            return;
        }
        Seat seat = new Seat(seats.size(), hello.agent(), hello.facts());
        seats.add(seat);
        seat.tell(new ToAgent.Welcome(seat.number(), node.system().narrow())); // Before all else that it is told.
        node.system().tell(new CoordinatorActor.Welcomed(seat.number(), hello.agent()));
    }

    /** Both sides are told; where this one has called the other, no run comes of it. */
    private void unwelcome(ToCoordinator.Hello hello, String why) {
        Address address = hello.agent().path().address();
        hello.agent().tell(new ToAgent.Unwelcome(why));
        if (invited.contains(address)) {
            troubles.add(new CommandFailure(ExitCode.UNREACHABLE, "agents: " + Node.hostOf(address) + ": " + why));
        } else {
            terms.tell().accept("an agent at " + Node.hostOf(address) + " is not welcome: " + why);
        }
    }

    private @Nullable String unwelcome(ToCoordinator.Hello hello) {
        if (!hello.token().equals(token)) {
            return "the coordinator did not start this agent";
        }
        if (hello.format() != Wire.FORMAT || !hello.facts().version().equals(terms.version())) {
            return "version: " + hello.facts().version() + " (expected: " + terms.version() + ", as the coordinator's)";
        }
        return isComplete() ? "the run has its " + expected + " agents already" : null;
    }

    /** Measures by how much the clocks differ of those that are there. */
    void measureClocks() throws InterruptedException {
        for (Seat seat : seats) {
            pings.measure(seat.number(), seat::tell, seat::isLost);
            seat.offset = pings.monotonic();
        }
    }
}
