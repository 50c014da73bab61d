"""The same content for every engine: headings, Chinese text and a table for each section."""

TEXT = (
    "本算法根据用户的浏览、收藏和购买行为，结合商品的类目、价格与库存，预测用户对商品的兴趣，按“QPS≥1,200”"
    "（峰值）排序展示；用户可以在“设置—隐私—个性化推荐”中关闭。提供者应当落实算法安全主体责任，建立健全"
    "算法机制机理审核、科技伦理审查、用户注册、信息发布审核、数据安全和个人信息保护等管理制度和技术措施。"
)
HEADS = ("数据", "用途", "期限", "对象")
CELLS = ("浏览记录", "兴趣建模，对用户近30天的浏览做加权", "6个月", "公开")
PARAGRAPHS, ROWS = 4, 6
TITLE = "算法安全自评估报告"


def html(sections: int, first: int = 1) -> str:
    head = "".join(f"<th scope='col'>{name}</th>" for name in HEADS)
    row = "".join(f"<td>{text}</td>" for text in CELLS)
    body = "".join(
        f"<h2>第{number}节　算法机制机理</h2>{f'<p>{TEXT}</p>' * PARAGRAPHS}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{f'<tr>{row}</tr>' * ROWS}</tbody></table>"
        for number in range(first, first + sections)
    )
    return (
        f"<html lang='zh-Hans'><head><title>报告</title></head>"
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    )


TYPST = """#set document(title: "报告")
#set page(paper: "a4", numbering: "1 / 1")
#set page(margin: (top: 25mm, right: 22mm, bottom: 22mm, left: 25mm))
#set text(font: "Dossier Song", size: 10.5pt, lang: "zh")
#set par(justify: true, leading: .65em)
#show heading: set text(font: "Dossier Hei")
= %s
"""


def typst(sections: int) -> str:
    row = ", ".join(f"[{text}]" for text in CELLS)
    head = ", ".join(f"[{text}]" for text in HEADS)
    table = f"#table(columns: (1fr,) * 4, table.header({head}), {f'{row}, ' * ROWS})"
    section = f"{TEXT}\n\n" * PARAGRAPHS + table
    heads = (f"== 第{number}节　算法机制机理" for number in range(1, sections + 1))
    return TYPST % TITLE + "\n\n".join(f"{head}\n\n{section}" for head in heads)
