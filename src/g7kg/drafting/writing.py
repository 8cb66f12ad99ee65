"""Statements, commitments and targets, written into the draft."""

from __future__ import annotations

import re
from datetime import date

from g7kg.drafting import people, topics
from g7kg.drafting.agenda import theme_names
from g7kg.drafting.event import all_dates
from g7kg.drafting.statements import MAIN, Draft, Speech


class Writer:
    """Writes what `Speech` collected."""

    def __init__(self, speech: Speech) -> None:
        self.book, self.meeting, self.documents, self.drafts = speech.book, speech.meeting, speech.documents, speech.drafts
        self.slugs: set[str] = set()

    def write(self) -> None:
        """Write statements, commitments and targets."""
        book, names = self.book, theme_names(self.book)
        for draft in self.drafts:
            path = f"statement/{book.document}/{draft.name}"
            content = draft.content
            about = (
                topics.themes(content)
                if draft.modality != "adopted"
                else topics.themes(content + " ".join(book.release.copy.plain(s) for _, s in draft.parts))
            )
            kind = "lead" if draft.sentence.section.name == "L" else "body"
            evidence = [
                book.passage(
                    span,
                    f"{draft.name}.{tail}"
                    if tail and not tail.startswith("also")
                    else tail.removeprefix("also-") or draft.name,
                    kind,
                    draft.sentence.section,
                )
                for tail, span in draft.parts
            ]
            english_label, japanese_label = topics.label(draft.modality, about, names, draft.name)
            after = (
                draft.sentence.text[draft.parts[0][1].end - draft.sentence.span.start :][:3]
                if draft.parts[0][1] in draft.sentence.span
                else ""
            )
            book.add(
                path,
                ("rdf:type", "g7:Statement"),
                ("g7:modality", f"modality:{draft.modality}"),
                ("g7:madeBy", draft.speakers),
                ("g7:madeAt", draft.event),
                ("g7:inSession", draft.session),
                ("g7:reportedIn", f"document/{book.document}"),
                ("g7:evidence", evidence),
                ("g7:about", [f"theme:{a}" for a in about]),
                ("g7:beneficiary", [f"beneficiary:{b}" for b in topics.beneficiaries(content)]),
                ("g7:instrument", [f"instrument:{i}" for i in topics.instruments(content)]),
                ("g7:refersTo", draft.refers),
                ("g7:verificationStatus", "verification:read-in-document"),
            )
            if draft.verb:
                book.add(path, ("g7:verbAsPrinted", (draft.verb, "en" if book.release.english else "ja")))
            if topics.open_ended(content, after):
                book.add(path, ("g7:openEnded", True))
            if draft.modality == "adopted" and self.documents and draft.event == self.meeting.path and MAIN.search(content):
                book.add(path, ("g7:refersTo", self.documents), ("g7:evidence", self._document_places()))
            book.names(path, english_label, japanese_label)
            book.decide(
                path,
                "The label is composed from act and theme; say it in your own words.",
                "名称は行為と主題から組み立てたものです。自分の言葉で書き直してください。",
            )
            for en, ja in draft.unsure:
                book.decide(path, en, ja)
            if draft.modality in ("agreed", "agreed-to-endeavour", "committed"):
                self._commitment(draft, path, about, names)

    def _document_places(self) -> list[object]:
        graph, evidence = self.book.graph, people._iri("g7:evidence")
        ours = f"/passage/{self.book.document}/"
        return [p for d in self.documents for p in graph.objects(people._iri(d), evidence) if ours in str(p)]

    def _commitment(self, draft: Draft, statement: str, about: list[str], names: dict[str, tuple[str, str]]) -> None:
        book = self.book
        slug = "-".join(about[:2])
        number = 2
        while slug in self.slugs or f"commitment/{self.meeting.slug}/{slug}" in book.known:
            slug = f"{'-'.join(about[:2])}-{number}"
            number += 1
        self.slugs.add(slug)
        path = f"commitment/{self.meeting.slug}/{slug}"
        force = "effort" if draft.modality == "agreed-to-endeavour" else "undertaking"
        book.add(
            path,
            ("rdf:type", "g7:Commitment"),
            ("g7:adoptedAt", self.meeting.path),
            ("g7:undertakenBy", draft.speakers),
            ("g7:about", [f"theme:{a}" for a in about]),
            ("g7:beneficiary", [f"beneficiary:{b}" for b in topics.beneficiaries(draft.content)]),
            ("g7:instrument", [f"instrument:{i}" for i in topics.instruments(draft.content)]),
            ("g7:bindingForce", f"force:{force}"),
            ("g7:verificationStatus", "verification:read-in-document"),
        )
        english_names = ", ".join(names.get(a, (a, a))[0] for a in about[:3])
        japanese_names = "、".join(names.get(a, (a, a))[1] for a in about[:3])
        book.names(
            path,
            f"Commitment of {self.meeting.slug}: {english_names} ({draft.name})",
            f"{self.meeting.slug}の約束：{japanese_names}（{draft.name}）",
        )
        book.decide(
            path,
            "Name the commitment and its IRI, or take an existing commitment that it restates.",
            "コミットメントの名称とIRIを決めるか、既存のものを使ってください。",
        )
        book.add(statement, ("g7:expresses", path))
        for dated in all_dates(book, draft.content):
            if (
                book.issued
                and dated.latest > book.issued
                and re.match(r"(?:度)?(?:末)?(?:まで|以内|を目途|を目標)|\Z|.{0,3}$", draft.content[dated.end :])
            ) or re.match(r"by ", dated.printed):
                self._target(path, slug, dated.printed, dated.latest, draft.content[dated.end :])

    def _target(self, commitment: str, slug: str, printed: str, latest: date, after: str) -> None:
        book = self.book
        path = f"target/{self.meeting.slug}/{slug}"
        language = "en" if book.release.english else "ja"
        until = re.match(r"(?:度)?(?:末)?(?:まで|以内)", after)
        book.add(
            path,
            ("rdf:type", "g7:Target"),
            ("g7:deadlineAsPrinted", (printed + (until[0] if until else ""), language)),
            ("g7:deadlineLatest", latest),
        )
        book.names(path, f"Target by {latest.year} ({slug})", f"{latest.year}年までの目標（{slug}）")
        book.add(commitment, ("g7:hasTarget", path))
