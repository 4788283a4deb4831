package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.options.FaultParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults as they are typed. */
class SinkFaultOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4xx:rcpt=1%",
                "5xx:mail=0.5%",
                "421=0.1%",
                "450:mail,rcpt,data",
                "reset:content=1%",
                "close",
                "half-reply:data",
                "slow=50ms..2s",
                "slow:rcpt=exp:50ms",
                "slow:content=50ms:99,2s:1",
                "slow=exp:5ms:90,1s..2s:10",
                "stall=10s..12s",
                "garbage:ehlo=5%@10s..20s",
                "split=20%",
                "early-reply",
                "no-reply:quit",
                "greylist=30s",
                "4xx:rcpt=5%@10s..",
            })
    void aFaultReadsAsItPrints(String text) {
        assertThat(FaultParser.parse(text)).hasToString(text);
        assertThat(FaultParser.parse(FaultParser.parse(text).toString())).isEqualTo(FaultParser.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close:connect=5%|close:banner=5%",
                " 4XX : RCPT , mail = 10% |4xx:mail,rcpt=10%",
                "slow=1.5s..2000ms|slow=1500ms..2s"
            })
    void aFaultPrintsInItsPlainestForm(String text, String plain) {
        assertThat(FaultParser.parse(text)).hasToString(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4xx:rcpt=101%|fault: chance: 101% (expected: a percentage from 0% to 100%)",
                "4xx:rcpt=1|fault: chance: 1 (expected: a percentage from 0% to 100%)",
                "4xx:rcpt=-1%|fault: chance: -1% (expected: a percentage from 0% to 100%)",
                "rset=1%|fault: kind: 'rset' (expected: perhaps reset)",
                "garbge|fault: kind: 'garbge' (expected: perhaps garbage)",
                "noreply|fault: kind: 'noreply' (expected: perhaps no-reply)",
                "bounce|fault: kind: 'bounce' (expected: 4xx, 5xx, 421, reset, close, half-reply, no-reply, garbage, "
                        + "early-reply, split, slow, stall, greylist, or a code)",
                "399|fault: code: 399 (expected: 400 to 599, 4xx or 5xx)",
                "600|fault: code: 600 (expected: 400 to 599, 4xx or 5xx)",
                "4xx:quit|fault: phase: 'quit' (expected: for 4xx one of banner, ehlo, starttls, xclient, auth, mail, "
                        + "rcpt, data, chunk, content, rset, noop, vrfy, expn, help, etrn)",
                "early-reply:data|fault: phase: 'data' (expected: for early-reply one of content)",
                "greylist:mail=30s|fault: phase: 'mail' (expected: for greylist one of rcpt)",
                "reset:|fault: phase: '' (expected: for reset one of banner, ehlo, starttls, xclient, auth, mail, rcpt, "
                        + "data, chunk, content, rset, noop, vrfy, expn, help, etrn, quit)",
                "slow|fault: kind: slow (expected: slow=50ms or 50ms..2s)",
                "slow=2s..50ms|fault: delay: 2s..50ms (expected: the shorter time first)",
                "slow=50|fault: delay: 50 (expected: a duration such as 500ms, 30s, 5m or 1h)",
                "slow=2h|fault: delay: 7200s (expected: 0 to 1 hour)",
                "slow=5ms,2s:1|fault: delay: 5ms (expected: a weight behind each, such as 50ms:99,2s:1)",
                "slow=5ms:1|fault: delay: 5ms:1 (expected: no weight: there is no other)",
                "slow=exp:1s..2s|fault: delay: exp:1s..2s (expected: one time, the mean, behind exp:)",
                "slow=5ms:0,2s:1|fault: weight: 0.0 (expected: more than 0, at most 1e9)",
                "stall|fault: kind: stall (expected: stall=10s..12s)",
                "stall=12s..10s|fault: window: 12s..10s (expected: the earlier time first)",
                "stall=10s..10s|fault: window: 10s..10s (expected: the earlier time first)",
                "stall=10s|fault: window: 10s (expected: two times since the start, such as 10s..20s)",
                "stall=1s..2s@1s..2s|fault: window: 1s..2s (expected: one: after stall=)",
                "close@20s..10s|fault: window: 20s..10s (expected: the earlier time first)",
                "greylist=0s|fault: time: 0s (expected: more than 0, such as 500ms, 30s, 5m or 1h)",
            })
    void whatIsWrongIsRefusedByName(String text, String message) {
        assertThatThrownBy(() -> FaultParser.parse(text))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
    }
}
