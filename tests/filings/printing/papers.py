"""Documents that the tests of the print shop print."""

PARAGRAPH = (
    "星澜商城“个性化推荐”算法用于首页信息流。本算法根据用户的浏览、收藏和购买行为，结合商品的类目、"
    "价格与库存，预测用户对商品的兴趣，按“QPS≥1,200”（峰值）排序展示；用户可以在“设置—隐私—个性化推荐”"
    "中关闭。对未满14周岁的用户，不提供个性化推荐服务。"
)


def paper(body: str, title: str = "一") -> str:
    """A whole document around a body."""
    head = f"<!DOCTYPE html><html lang='zh-Hans'><head><title>{title}</title></head>"
    return f"{head}<body>{body}</body></html>"


NOTICE = paper(
    "<h1>拟公示内容</h1><h2>一、算法名称</h2><p>星澜商城个性化推荐算法</p>"
    f"<h2>二、算法基本原理</h2><p>{PARAGRAPH}</p>"
    "<table><thead><tr><th scope='col'>项目</th><th scope='col'>内容</th></tr></thead>"
    "<tbody><tr><td>类别</td><td>个性化推送类</td></tr></tbody></table>",
    title="拟公示内容",
)
