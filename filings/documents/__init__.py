"""What each filing document says: frozen facts from a frozen disclosure, nothing else.

A template sees exactly these facts. Each kind of paper is one object in `PAPERS`.
"""

from filings.documents import (
    change,
    commitment,
    deregistration,
    label_pack,
    responsibility,
    self_assessment,
)
from filings.documents.annexes import asset_of, with_sheets
from filings.documents.notice import public_notice
from filings.documents.paper import (
    CHINESE,
    ENGLISH,
    Facts,
    FactsMissing,
    Gap,
    Paper,
    as_json,
)
from filings.documents.written import annexed
from filings.enums import DocumentKind
from filings.regulations import Text

__all__ = [
    "CHINESE",
    "ENGLISH",
    "PAPERS",
    "Facts",
    "FactsMissing",
    "Gap",
    "Paper",
    "annexed",
    "as_json",
    "asset_of",
    "public_notice",
    "with_sheets",
]

PAPERS: dict[DocumentKind, Paper] = {
    paper.kind: paper
    for paper in (
        Paper(
            kind=DocumentKind.SELF_ASSESSMENT,
            template="documents/written.html",
            file_name=Text("算法安全自评估报告", "Self-assessment report"),
            about=Text(
                "按备案系统报告的章节编写，附流程图、风险表和证明材料；盖章并由算法安全负责人手写签名。",
                "In the chapters of the filing system's report, with flow chart, risks and proof; "
                "stamped, and signed by hand by the person in charge of algorithm security.",
            ),
            outline="self_assessment",
            languages=(CHINESE, ENGLISH),
            facts=self_assessment.self_assessment,
            gaps=self_assessment.gaps,
            drawings=self_assessment.drawings,
        ),
        Paper(
            kind=DocumentKind.RESPONSIBILITY,
            template="documents/written.html",
            file_name=Text("落实算法安全主体责任基本情况", "Responsibility for algorithm security"),
            about=Text(
                "机构、人员和制度的情况，取自定稿版本的“落实算法安全主体责任”部分；盖章后在主体信息页上传。",
                "Body, staff and rules, from the section on responsibility; stamped, and uploaded "
                "on the entity page.",
            ),
            outline="responsibility",
            languages=(CHINESE, ENGLISH),
            facts=responsibility.responsibility,
            gaps=responsibility.gaps,
        ),
        Paper(
            kind=DocumentKind.COMMITMENT,
            template="documents/written.html",
            file_name=Text("算法备案承诺书填写单", "Data sheet for the commitment letter"),
            about=Text(
                "承诺书正文须在备案系统下载；本单列出应填写的内容和步骤，每个主体一份。",
                "The letter itself is downloaded in the filing system; the sheet lists what to "
                "fill in and the steps. One for each entity.",
            ),
            outline="commitment",
            languages=(CHINESE, ENGLISH),
            facts=commitment.commitment,
            gaps=commitment.gaps,
        ),
        Paper(
            kind=DocumentKind.PUBLIC_NOTICE,
            template="documents/public_notice.html",
            file_name=Text("拟公示内容", "Public notice"),
            about=Text(
                "备案后由备案系统向公众公开的内容，不含商业秘密。",
                "What the filing system shows to everybody after the filing; no trade secrets.",
            ),
            languages=(CHINESE, ENGLISH),
            facts=public_notice,
        ),
        Paper(
            kind=DocumentKind.LABEL_PACK,
            template="documents/written.html",
            file_name=Text("标识材料", "Label material"),
            about=Text(
                "显式标识方案、样例及读取结果、服务提供者编码和协议条款，供备案、安全评估和应用商店使用。",
                "Plan, samples with what was read back, provider's code and agreement; for filing, "
                "security assessment and app stores.",
            ),
            languages=(CHINESE, ENGLISH),
            facts=label_pack.label_pack,
            gaps=label_pack.gaps,
            fits=label_pack.fits,
        ),
        Paper(
            kind=DocumentKind.CHANGE,
            template="documents/written.html",
            file_name=Text("变更情况说明", "What changed since the filing"),
            about=Text(
                "与已备案版本逐项对照，供变更备案填报和内部审批使用。",
                "Compared field by field with what is filed, for a change filing and its approval.",
            ),
            languages=(CHINESE, ENGLISH),
            facts=change.change,
            gaps=change.gaps,
            drawings=change.drawings,
            fits=change.fits,
        ),
        Paper(
            kind=DocumentKind.DEREGISTRATION,
            template="documents/written.html",
            file_name=Text("注销情况说明", "Deregistration statement"),
            about=Text(
                "终止服务的情况和对用户、数据的安排，供注销备案填报使用。",
                "The end of the service and the arrangements for users and data.",
            ),
            languages=(CHINESE, ENGLISH),
            facts=deregistration.deregistration,
            gaps=deregistration.gaps,
            fits=deregistration.fits,
        ),
    )
}
