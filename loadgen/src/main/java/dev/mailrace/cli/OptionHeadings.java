package dev.mailrace.cli;

import dev.mailrace.options.AuthOptions;
import dev.mailrace.options.ConnectionOptions;
import dev.mailrace.options.DeliveryOptions;
import dev.mailrace.options.ForwardingOptions;
import dev.mailrace.options.LoadOptions;
import dev.mailrace.options.LoginOptions;
import dev.mailrace.options.MailOptions;
import dev.mailrace.options.MisbehaviourOptions;
import dev.mailrace.options.MonitorOptions;
import dev.mailrace.options.PairOptions;
import dev.mailrace.options.ReceiveOptions;
import dev.mailrace.options.ScenarioOptions;
import dev.mailrace.options.SearchOptions;
import dev.mailrace.options.SendingOptions;
import dev.mailrace.options.SessionOptions;
import dev.mailrace.options.SinkBehaviourOptions;
import dev.mailrace.options.SinkFaultOptions;
import dev.mailrace.options.SinkServiceOptions;
import dev.mailrace.options.SinkTlsOptions;
import dev.mailrace.options.SloOptions;
import dev.mailrace.options.SourceOptions;
import dev.mailrace.options.TlsOptions;
import dev.mailrace.options.TransportOption;
import dev.mailrace.options.UserRange;
import dev.mailrace.options.WorkOptions;
import java.lang.reflect.Member;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/** The headings under which the help of commands lists their options, in order: by the class that declares them. */
enum OptionHeadings {
    PROBE("Probe"),
    SERVER("Server"),
    SERVICE("Speed of the sink"),
    FAULTS("Faults of the sink"),
    SEARCH("Search"),
    COMPARISON("Comparison"),
    SCENARIO("Scenario file"),
    LOAD("Load"),
    VERDICTS("Thresholds"),
    DELIVERIES("Deliveries"),
    MONITORS("Monitors and events"),
    CONNECTIONS("Connections"),
    MAIL("Mail"),
    SENDING("Sending"),
    AUTH("Login"),
    TLS("TLS"),
    CLIENT("Client address"),
    MISBEHAVIOUR("Steps and misbehaviour"),
    SESSION("Session"),
    METERS("Meters"),
    OUTPUT("Output and help");

    private static final Map<Class<?>, OptionHeadings> BY_DECLARER = Map.ofEntries(
            Map.entry(ProbeCommand.class, PROBE),
            Map.entry(SinkCommand.class, SERVER),
            Map.entry(SinkBehaviourOptions.class, SERVER),
            Map.entry(SinkServiceOptions.class, SERVICE),
            Map.entry(SinkFaultOptions.class, FAULTS),
            Map.entry(SinkTlsOptions.class, TLS),
            Map.entry(CompareCommand.class, COMPARISON),
            Map.entry(JudgingOptions.class, COMPARISON),
            Map.entry(SearchOptions.class, SEARCH),
            Map.entry(AbCommand.class, COMPARISON),
            Map.entry(PairOptions.class, COMPARISON),
            Map.entry(ScenarioOptions.class, SCENARIO),
            Map.entry(ShowOptions.class, SCENARIO),
            Map.entry(LoadOptions.class, LOAD),
            Map.entry(ProcessOptions.class, LOAD),
            Map.entry(KeyOptions.class, LOAD),
            Map.entry(AgentCommand.class, LOAD),
            Map.entry(SloOptions.class, VERDICTS),
            Map.entry(MonitorOptions.class, MONITORS),
            Map.entry(RunCommand.class, VERDICTS),
            Map.entry(DeliveryOptions.class, DELIVERIES),
            Map.entry(KeepOption.class, DELIVERIES),
            Map.entry(ReceiveOptions.class, DELIVERIES),
            Map.entry(ReceiveCommand.class, DELIVERIES),
            Map.entry(JoinOptions.class, DELIVERIES),
            Map.entry(CalibrationOption.class, VERDICTS),
            Map.entry(ConnectionOptions.class, CONNECTIONS),
            Map.entry(SourceOptions.class, CONNECTIONS),
            Map.entry(TransportOption.class, CONNECTIONS),
            Map.entry(MailOptions.class, MAIL),
            Map.entry(UserRange.class, MAIL),
            Map.entry(SendingOptions.class, SENDING),
            Map.entry(LoginOptions.class, AUTH),
            Map.entry(AuthOptions.class, AUTH),
            Map.entry(TlsOptions.class, TLS),
            Map.entry(ForwardingOptions.class, CLIENT),
            Map.entry(WorkOptions.class, MISBEHAVIOUR),
            Map.entry(MisbehaviourOptions.class, MISBEHAVIOUR),
            Map.entry(SessionOptions.class, SESSION),
            Map.entry(MeterOptions.class, METERS));

    private final String words;

    OptionHeadings(String words) {
        this.words = words;
    }

    /** What belongs to no other, such as --help, stands last. */
    static OptionHeadings of(OptionSpec option) {
        if (option.longestName().equals("--no-color")) {
            return OUTPUT;
        }
        Class<?> declarer = ((Member) option.userObject()).getDeclaringClass();
        return BY_DECLARER.getOrDefault(declarer, OUTPUT);
    }

    @Override
    public String toString() {
        return words;
    }
}
