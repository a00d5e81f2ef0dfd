package kafkalab.board.group;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kafkalab.cluster.ConsumerGroup;

/** The members that are shown: those that start, those of the group, and for a while those that have gone. */
final class Members {

  /** How long one that has gone is still shown. */
  private static final long GONE_MS = 8_000;

  private final Map<String, Member> byName = new LinkedHashMap<>();

  /** In the order in which they came. */
  Collection<Member> all() {
    return byName.values();
  }

  /** The names that nobody else can have: of those that start or run, and of those that the group has not missed yet. */
  Set<String> names() {
    return byName.values().stream().filter(member -> member.isInGroup() || !member.hasEnded()).map(Member::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Null if there is none. */
  Member get(String name) {
    return byName.get(name);
  }

  /** Adds one, instead of one of that name that has gone. */
  void add(Member member) {
    byName.remove(member.name());
    byName.put(member.name(), member);
  }

  /** The one that the cluster knows by this id; null if there is none. */
  Member byId(String memberId) {
    return byName.values().stream().filter(member -> member.isInGroup() && member.memberId().equals(memberId))
        .findFirst().orElse(null);
  }

  /** The one that the cluster lists for the first time: one of the board that was awaited, or else a new one. */
  Member joining(ConsumerGroup.Member listed) {
    Member awaited = byName.get(listed.clientId());
    if (awaited != null && awaited.isOfTheBoard() && !awaited.isInGroup() && !awaited.hasEnded()) {
      return awaited;
    }
    Member sameName = byName.get(listed.name());
    boolean taken = sameName != null && (sameName.isOfTheBoard() || !sameName.hasEnded());
    String id = listed.memberId();
    Member member = Member.ofOthers(!taken ? listed.name()
        : listed.clientId() + "#" + id.substring(Math.max(0, id.length() - 4)));
    add(member);
    return member;
  }

  /** Those that the cluster listed before, and does not any more. */
  List<Member> unlisted(List<ConsumerGroup.Member> listed) {
    Set<String> ids = listed.stream().map(ConsumerGroup.Member::memberId).collect(Collectors.toSet());
    List<Member> gone = byName.values().stream()
        .filter(member -> member.isInGroup() && !ids.contains(member.memberId())).toList();
    gone.forEach(Member::unlisted);
    return gone;
  }

  /** Shows those no more that have gone some time ago. */
  void forgetGone(long t) {
    byName.values().removeIf(member -> member.hasEnded() && !member.isInGroup() && t - member.endedAt() > GONE_MS);
  }
}
